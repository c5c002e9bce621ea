package io.sallyport.dataplane.l4.proxy;

/** Why a PROXY header was refused; {@link #NONE} when it was not. */
public enum HeaderFault {
    NONE("no fault"),
    MALFORMED("the PROXY header is malformed"),
    TOO_LONG("the PROXY header is longer than " + ProxyV2Header.MAX_LENGTH + " bytes"),
    WRONG_VERSION("the PROXY header is not of the version that the connector expects"),
    WRONG_PROTOCOL("the PROXY header speaks of another transport protocol"),
    TIMEOUT("no whole PROXY header came in time"),
    CUT_OFF("the client closed before its PROXY header was whole");

    private final String sentence;

    HeaderFault(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
