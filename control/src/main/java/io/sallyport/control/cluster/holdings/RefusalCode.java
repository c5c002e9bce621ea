package io.sallyport.control.cluster.holdings;

/** Why a call was refused, as far as it makes a difference here. */
public enum RefusalCode {
    /** ReplaceRoute: <i>There is no route defined</i>. Answered with CreateRoute. */
    NO_SUCH_ROUTE,

    /** CreateRoute: {@code RouteAlreadyExists}. Answered with ReplaceRoute. */
    ROUTE_EXISTS,

    NO_SUCH_TABLE, NO_SUCH_INTERFACE, NOT_AUTHORIZED, EXPIRED_CREDENTIALS, ADDRESS_IS_PRIMARY_ELSEWHERE, OUTSIDE_SUBNET,
    NO_FREE_SLOT,

    OTHER
}
