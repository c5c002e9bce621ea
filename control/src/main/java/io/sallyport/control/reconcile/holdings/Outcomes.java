package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;

/** What a provider answered, in the planner's words. */
final class Outcomes {

    private Outcomes() {
    }

    static Outcome of(Answer<?> answer) {
        return switch (answer) {
            case Done<?> done -> new Outcome.Done();
            case Refused<?> refused -> refused(refused.fault());
            case Unknown<?> unknown -> unknown(unknown.fault());
        };
    }

    static Outcome refused(ProviderFault fault) {
        return new Outcome.Refused(code(fault.problem()), reason(fault), remedy(fault));
    }

    private static Outcome unknown(ProviderFault fault) {
        String reason = reason(fault) + "; " + remedy(fault);
        return fault.problem() == ClusterProblem.THROTTLED ? new Outcome.Throttled(reason) : new Outcome.Unknown(reason);
    }

    private static String reason(ProviderFault fault) {
        return fault.problem().event() + " (" + fault.detail() + ")";
    }

    private static String remedy(ProviderFault fault) {
        return fault.remedy() + ". Meanwhile: " + fault.problem().meanwhile();
    }

    private static RefusalCode code(ClusterProblem problem) {
        return switch (problem) {
            case ROUTE_ABSENT -> RefusalCode.NO_SUCH_ROUTE;
            case ROUTE_PRESENT -> RefusalCode.ROUTE_EXISTS;
            case ROUTE_TABLE_UNKNOWN -> RefusalCode.NO_SUCH_TABLE;
            case INTERFACE_UNKNOWN_TO_EC2, INTERFACE_ELSEWHERE -> RefusalCode.NO_SUCH_INTERFACE;
            case INTERFACE_MISSING -> RefusalCode.INTERFACE_MISSING;
            case NOT_AUTHORIZED -> RefusalCode.NOT_AUTHORIZED;
            case EXPIRED_CREDENTIALS -> RefusalCode.EXPIRED_CREDENTIALS;
            case ADDRESS_IS_PRIMARY_ELSEWHERE -> RefusalCode.ADDRESS_IS_PRIMARY_ELSEWHERE;
            case ADDRESS_OUTSIDE_SUBNET -> RefusalCode.OUTSIDE_SUBNET;
            case NO_FREE_SLOT -> RefusalCode.NO_FREE_SLOT;
            default -> RefusalCode.OTHER;
        };
    }
}
