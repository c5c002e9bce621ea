package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.plan.TransportProtocol;

/**
 * What a session is from its beginning to its end.
 *
 * @param id       from {@link SessionRegistry#nextId()}
 * @param upstream of the service it is dialled for; the counts of a {@code Target.Direct} are its connector's alone
 */
public record SessionIdentity(long id, TransportProtocol protocol, SessionGroup group, Upstream upstream) {
}
