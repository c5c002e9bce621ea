package io.sallyport.control.provider;

/**
 * Why a call did not do what it should.
 *
 * @param code   the provider's own word for it, such as {@code UnauthorizedOperation}; empty when it said none
 * @param detail one sentence: what was tried and what came back
 * @param remedy what to do about it, as exact as this case allows
 */
public record ProviderFault(ClusterProblem problem, String code, String detail, String remedy) {

    public static ProviderFault of(ClusterProblem problem, String code, String detail) {
        return new ProviderFault(problem, code, detail, problem.remedy());
    }

    /** For an event or a log line: what is wrong, the case in point, what to do, and what is held meanwhile. */
    @Override
    public String toString() {
        return problem.event() + ": " + detail + "; " + remedy + ". Meanwhile: " + problem.meanwhile();
    }
}
