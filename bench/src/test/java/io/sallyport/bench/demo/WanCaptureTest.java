package io.sallyport.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WanCaptureTest {

    @Test
    void findsBytesAnywhereAndOnlyWhole() {
        byte[] text = {1, 2, 1, 2, 3};

        assertThat(WanCapture.indexOf(text, new byte[] {1, 2, 3})).isEqualTo(2);
        assertThat(WanCapture.indexOf(text, new byte[] {2, 3, 4})).isNegative();
        assertThat(WanCapture.indexOf(text, new byte[] {1, 2, 1, 2, 3, 4})).isNegative();
    }
}
