package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.ProtocolTimes.NEVER;

import java.util.List;

/**
 * One peer as it lives across reloads: its sessions, where it is, what it sent. What workers share is volatile or opaque;
 * {@link #calls} and {@link #cookies} belong to the worker of handshakes.
 */
final class Peer {

    private final int id;
    private final PublicKey publicKey;
    private final CookieJar cookies;
    private final SessionSlots sessions;
    private final PeerActivity activity = new PeerActivity();
    private final PeerCalls calls = new PeerCalls();
    private final PeerTraffic[] traffic;
    private final PathMtu pathMtu = new PathMtu();

    private volatile PeerSpec spec;
    private volatile List<Endpoint> configured = List.of();
    private volatile Endpoint endpoint;
    private volatile Endpoint lastTried;
    private volatile boolean handshakeWanted;
    private boolean calledEverywhere;
    private volatile int state = PeerStates.DOWN;
    private volatile String problem = "";
    private volatile long handshakeNs = NEVER;
    private volatile long lost;
    private int generation;

    Peer(int id, PeerSpec spec, RetiredSessions retired, int workers) {
        this.id = id;
        publicKey = spec.publicKey();
        cookies = new CookieJar(publicKey);
        sessions = new SessionSlots(retired);
        traffic = new PeerTraffic[workers];
        for (int i = 0; i < workers; i++) {
            traffic[i] = new PeerTraffic();
        }
        configure(spec);
    }

    /** Takes a new configuration; where it changes what handshakes depend on, the sessions want successors. */
    void configure(PeerSpec wanted) {
        PeerSpec before = spec;
        spec = wanted;
        List<Endpoint> endpoints = wanted.endpoints().stream().map(Endpoint::of).toList();
        if (!endpoints.equals(configured)) {
            configured = endpoints;
            if (!endpoints.isEmpty() && !endpoints.contains(endpoint)) {
                endpoint = endpoints.getFirst();
            }
        }
        if (before != null
                && (before.cipher() != wanted.cipher() || !before.presharedKey().equals(wanted.presharedKey()))) {
            renew();
        }
    }

    /** Keys or cipher are others than the sessions were made with: they serve until there are new ones. */
    void renew() {
        generation++;
    }

    int generation() {
        return generation;
    }

    /** A number that is this peer's as long as it is configured; small, for arrays. */
    int id() {
        return id;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    PeerSpec spec() {
        return spec;
    }

    CipherSuite suite() {
        return spec.cipher();
    }

    /** The preshared key, or zeros (WireGuard §5.4.2); a copy to be wiped. */
    byte[] presharedKey() {
        return spec.presharedKey().map(SecretKey::toBytes).orElseGet(() -> new byte[SecretKey.LENGTH]);
    }

    CookieJar cookies() {
        return cookies;
    }

    SessionSlots sessions() {
        return sessions;
    }

    PeerActivity activity() {
        return activity;
    }

    PeerCalls calls() {
        return calls;
    }

    PeerTraffic traffic(int worker) {
        return traffic[worker];
    }

    PathMtu pathMtu() {
        return pathMtu;
    }

    boolean hasConfiguredEndpoints() {
        return !configured.isEmpty();
    }

    /** Where data goes: the configured place at first, then wherever the last authenticated message came from. */
    Endpoint endpoint() {
        return endpoint;
    }

    /** The peer spoke from there, authenticated. */
    void roamTo(Endpoint source) {
        endpoint = source;
    }

    /** Where to call at try {@code attempt}, from 0: where the peer was last, then the configured places in turn. */
    Endpoint endpointFor(int attempt) {
        List<Endpoint> places = configured;
        Endpoint last = endpoint;
        int known = places.indexOf(last);
        int count = places.size() + (known < 0 && last != null ? 1 : 0);
        if (count == 0) {
            return null;
        }
        int first = known < 0 ? places.size() : known;
        int place = (first + attempt) % count;
        lastTried = place < places.size() ? places.get(place) : last;
        return lastTried;
    }

    /** Where to call when it is called at all its places at once. */
    List<Endpoint> places() {
        return configured;
    }

    /** Whether calls go to all its places: after a takeover the other end may have failed over too, and one of them is it. */
    boolean isCalledEverywhere() {
        return calledEverywhere && !configured.isEmpty();
    }

    void calledEverywhere(boolean everywhere) {
        calledEverywhere = everywhere;
    }

    Endpoint lastTried() {
        return lastTried;
    }

    boolean handshakeWanted() {
        return handshakeWanted;
    }

    void handshakeWanted(boolean wanted) {
        handshakeWanted = wanted;
    }

    int state() {
        return state;
    }

    void state(int value) {
        state = value;
    }

    /** What went wrong last, with the remedy; empty when nothing did. */
    String problem() {
        return problem;
    }

    void problem(String text) {
        problem = text;
    }

    long handshakeNs() {
        return handshakeNs;
    }

    void handshakeDone(long nowNs) {
        handshakeNs = nowNs;
        problem = "";
    }

    /** Data messages that never came, of sessions past; only the worker of handshakes adds. */
    long lost() {
        return lost;
    }

    void addLost(long count) {
        lost = lost + count;
    }
}
