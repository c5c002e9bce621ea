package io.sallyport.control.reconcile.validate;

import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;

/**
 * One thing that was looked at.
 *
 * @param name   such as {@code ec2:ReplaceRoute on arn:…}
 * @param detail what was found, in one clause
 * @param remedy what to do about it; empty when all is well
 */
public record Check(String name, State state, String detail, String remedy) {

    /** How it is. */
    public enum State {
        OK, FAILED,
        /** Nobody can say: something that would have to answer did not. */
        UNKNOWN
    }

    public boolean ok() {
        return state == State.OK;
    }

    static Check ok(String name, String detail) {
        return new Check(name, State.OK, detail, "");
    }

    static Check failed(String name, ClusterProblem problem, String detail) {
        return failed(name, ProviderFault.of(problem, "", detail));
    }

    static Check failed(String name, ProviderFault fault) {
        return new Check(name, State.FAILED, fault.problem().event() + ": " + fault.detail(), fault.remedy());
    }

    static Check unknown(String name, ProviderFault fault) {
        return new Check(name, State.UNKNOWN, fault.problem().event() + ": " + fault.detail(), fault.remedy());
    }
}
