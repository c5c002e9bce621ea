package io.sallyport.control.cluster.holdings;

/** Why a call was refused, as far as it makes a difference here. */
public enum RefusalCode {
    /** ReplaceRoute: <i>There is no route defined</i>. Answered with CreateRoute. */
    NO_SUCH_ROUTE,

    /** CreateRoute: {@code RouteAlreadyExists}. Answered with ReplaceRoute. */
    ROUTE_EXISTS,

    /** EC2 does not have the interface at this instance. */
    NO_SUCH_INTERFACE,

    /** The machine does not have it. */
    INTERFACE_MISSING,

    NO_SUCH_TABLE, NOT_AUTHORIZED, EXPIRED_CREDENTIALS, ADDRESS_IS_PRIMARY_ELSEWHERE, OUTSIDE_SUBNET,
    NO_FREE_SLOT,

    OTHER
}
