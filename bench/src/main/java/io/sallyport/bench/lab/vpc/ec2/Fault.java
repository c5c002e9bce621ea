package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.IamStatement;

/**
 * Something that befalls calls.
 *
 * @param action   a pattern of actions: {@code AssignPrivateIpAddresses}, {@code Describe*}, {@code *}
 * @param instance a pattern of callers' instance ids
 * @param times    how many calls it befalls; {@link #FOR_EVER}
 * @param code     of EC2's error, for {@link Kind#REFUSE}
 * @param message  with it
 * @param status   HTTP status, for {@link Kind#REFUSE}
 */
public record Fault(Kind kind, String action, String instance, int times, String code, String message, int status) {

    public static final int FOR_EVER = Integer.MAX_VALUE;

    /** What happens. */
    public enum Kind {
        /** Never answered, nothing done; the connection stays open. */
        HANG,
        /** The connection is closed, nothing done. */
        DROP,
        /** Done, and the connection closed before the answer. */
        LOSE_RESPONSE,
        /** An error, nothing done. */
        REFUSE
    }

    public static Fault of(Kind kind, String action, int times) {
        return new Fault(kind, action, "*", times, "InternalError", "An internal error has occurred", 500);
    }

    public static Fault refuse(String action, int times, String code, String message, int status) {
        return new Fault(Kind.REFUSE, action, "*", times, code, message, status);
    }

    /** The same for one caller alone. */
    public Fault on(String instanceId) {
        return new Fault(kind, action, instanceId, times, code, message, status);
    }

    boolean concerns(String calledAction, String callerInstance) {
        return IamStatement.matches(action, calledAction) && IamStatement.matches(instance, callerInstance);
    }

    Ec2Refusal refusal() {
        return new Ec2Refusal(code, status, message);
    }

    Fault once() {
        return new Fault(kind, action, instance, times == FOR_EVER ? times : times - 1, code, message, status);
    }
}
