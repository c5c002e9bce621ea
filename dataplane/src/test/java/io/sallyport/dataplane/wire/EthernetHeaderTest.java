package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EthernetHeaderTest {

    static final String LITERAL = """
            02 00 5e 10 00 01   # destination
            fe ff ff ff ff ff   # source
            86 dd               # IPv6
            ca fe               # payload
            """;

    private final EthernetHeader header = new EthernetHeader();

    @Test
    void readsALiteral() {
        assertThat(header.wrap(Hex.segment("ff" + LITERAL), 1, 16).check()).isEqualTo(WireFault.NONE);
        assertThat(header.destination()).isEqualTo(0x0200_5e10_0001L);
        assertThat(header.source()).isEqualTo(0xfeff_ffff_ffffL);
        assertThat(header.etherType()).isEqualTo(EthernetHeader.IPV6);
        assertThat(header.payloadOffset()).isEqualTo(15);
        assertThat(header.payloadLength()).isEqualTo(2);
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(16);
        header.wrap(memory, 0, 16);
        header.destination(0x0200_5e10_0001L);
        header.source(0xfeff_ffff_ffffL);
        header.etherType(EthernetHeader.IPV6);
        NetworkOrder.put16(memory, 14, 0xcafe);
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(LITERAL)));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 13})
    void refuses(int length) {
        assertThat(header.wrap(Hex.segment(LITERAL), 0, length).check()).isEqualTo(WireFault.TRUNCATED);
    }
}
