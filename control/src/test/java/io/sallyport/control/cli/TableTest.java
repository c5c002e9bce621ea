package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tables on screens of several widths. */
class TableTest {

    @Test
    void withRoomEnoughEveryColumnIsThere() {
        assertThat(printed(Integer.MAX_VALUE)).isEqualTo("""
                PEER  STATE  LOST  CIPHER             NOTE
                a     up        0  chacha20-poly1305
                bb    down   1.5%  aes-256-gcm        no answer from 198.51.100.9:51820; check that the peer runs
                """);
    }

    @Test
    void proseIsWrappedInItsColumn() {
        assertThat(printed(64)).isEqualTo("""
                PEER  STATE  LOST  CIPHER             NOTE
                a     up        0  chacha20-poly1305
                bb    down   1.5%  aes-256-gcm        no answer from
                                                      198.51.100.9:51820; check
                                                      that the peer runs
                """);
    }

    @Test
    void whatAReaderCanDoWithoutGoesFirst() {
        assertThat(printed(40)).isEqualTo("""
                PEER  STATE  LOST  NOTE
                a     up        0
                bb    down   1.5%  no answer from
                                   198.51.100.9:51820;
                                   check that the peer
                                   runs
                """);
    }

    @Test
    void whereALineHasNoRoomForProseItHangsBelow() {
        assertThat(printed(36)).isEqualTo("""
                PEER  STATE  LOST
                a     up        0
                bb    down   1.5%
                    no answer from
                    198.51.100.9:51820; check that
                    the peer runs
                """);
    }

    @Test
    void aScreenTooNarrowForAnythingShowsItAllTheSame() {
        assertThat(printed(10)).startsWith("PEER  STATE  LOST\n").contains("peer");
    }

    @Test
    void aWordLongerThanItsLineIsCut() {
        assertThat(Words.wrap("0123456789 ab", 4)).containsExactly("0123", "4567", "89", "ab");
        assertThat(Words.wrap("", 4)).containsExactly("");
    }

    private static String printed(int room) {
        Table table = new Table().text("PEER").text("STATE").number("LOST").text("CIPHER").expendable().prose("NOTE");
        table.row("a", "up", "0", "chacha20-poly1305", "");
        table.row("bb", "down", "1.5%", "aes-256-gcm", "no answer from 198.51.100.9:51820; check that the peer runs");
        StringBuilder out = new StringBuilder();
        table.print(out, Style.PLAIN, room);
        return out.toString();
    }
}
