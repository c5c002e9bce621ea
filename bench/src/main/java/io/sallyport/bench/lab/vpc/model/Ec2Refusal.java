package io.sallyport.bench.lab.vpc.model;

/** A request that EC2 answers with an error: the code programs look at, words for people, the HTTP status. */
public final class Ec2Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;

    private final String code;
    private final int status;

    public Ec2Refusal(String code, int status, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** The code that covers most mistakes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html. */
    public static Ec2Refusal invalidValue(String message) {
        return of("InvalidParameterValue", message);
    }

    public static Ec2Refusal of(String code, String message) {
        return new Ec2Refusal(code, BAD_REQUEST, message);
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }
}
