package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4OptionsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            none,                          '',                         ''
            one to copy,                   94040000,                   94040000
            one not to copy,               07040400,                   ''
            a mixture,                     010703 04 94040000 8303 04 00, 94040000 83030400
            padded to four bytes,          83030400,                   83030400
            end of list before it,         00940400 00000000,          ''
            without a length,              01010194,                   ''
            length 0,                      94000000,                   ''
            length 1,                      94010000,                   ''
            longer than the list,          94050000,                   ''
            a good one before a bad one,   83030401 94ff0000,          83030400
            """)
    void copiesForFragments(String name, String options, String copied) {
        byte[] bytes = Hex.bytes(options);
        MemorySegment target = Hex.poisoned(Ipv4Options.MAX_LENGTH);
        int length = Ipv4Options.copyForFragments(Hex.segment(bytes), 0, bytes.length, target, 0);
        assertThat(Hex.text(target.asSlice(0, length))).isEqualTo(copied.replace(" ", ""));
        assertThat(Hex.text(target.asSlice(length))).as("nothing behind").matches("(a5)*");
    }
}
