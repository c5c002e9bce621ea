package io.sallyport.dataplane.wire;

/** The recommended text form of an IPv6 address: lower case, the longest run of zero groups folded (RFC 5952 §4). */
final class Ipv6Text {

    private static final int GROUPS = 8;

    private Ipv6Text() {
    }

    static String format(long high, long low) {
        int foldFrom = -1;
        int foldLength = 1; // a single zero group is not folded (RFC 5952 §4.2.2)
        for (int i = 0; i < GROUPS; i++) {
            int run = zeroRun(high, low, i);
            if (run > foldLength) {
                foldFrom = i;
                foldLength = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == foldFrom) {
                text.append("::");
                i += foldLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
        return text.toString();
    }

    private static int zeroRun(long high, long low, int from) {
        int end = from;
        while (end < GROUPS && group(high, low, end) == 0) {
            end++;
        }
        return end - from;
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
