package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Holder;
import java.util.ArrayList;
import java.util.List;

/**
 * What this member knows of the other one.
 *
 * @param heardNs       when {@code last} came in
 * @param silentSinceNs like {@code heardNs}, moved on by the time in which this member itself did not listen
 * @param listeningSinceNs when this member last began to run again after a gap: what it hears may have lain in a buffer before that
 * @param echoedNs      when this member sent what the partner has heard last: the partner was alive after that
 * @param grantNs       the same, from a heartbeat that claims nothing: until {@code grantNs + timeout} the partner keeps its hands off
 * @param wellSinceNs   since when it has been a standby in good health without a break; {@code NEVER}: it is not
 * @param ended         incarnations that were followed by another one: what is still under way from them is not listened to
 * @param endedAtNs     when the last of them did: one that still speaks long after that is the living one
 */
record Partner(
        Link link,
        long linkFoundNs,
        Heartbeat last,
        long heardNs,
        long silentSinceNs,
        long listeningSinceNs,
        long echoedNs,
        long grantNs,
        long wellSinceNs,
        List<Long> ended,
        long endedAtNs) {

    private static final int REMEMBERED = 4;

    /** Longer than anything is under way. */
    private static final long UNDER_WAY_NS = 5_000_000_000L;

    private static final Heartbeat NOTHING = new Heartbeat("", 0, NEVER, 0, NEVER, Role.STARTING, 0, 0, false, false, "",
            Health.Overlay.UNKNOWN, 0, 0, 0, "", Holder.UNKNOWN);

    static Partner unheard(long nowNs) {
        return new Partner(Link.CLOSED, NEVER, NOTHING, NEVER, nowNs, nowNs, NEVER, NEVER, NEVER, List.of(), NEVER);
    }

    /** Whether it is older than what is known already: reordered, repeated, or of a process that has ended. */
    boolean outdated(Heartbeat heartbeat, long nowNs) {
        return heartbeat.incarnation() == last.incarnation() ? heartbeat.sentNs() <= last.sentNs()
                : nowNs - endedAtNs < UNDER_WAY_NS && ended.contains(heartbeat.incarnation());
    }

    /** @param well whether it could take the cluster over right now */
    Partner heard(Heartbeat heartbeat, long ownIncarnation, boolean well, long nowNs) {
        boolean restarted = heartbeat.incarnation() != last.incarnation();
        long echo = heartbeat.echoIncarnation() == ownIncarnation ? heartbeat.echoNs() : NEVER;
        long grant = heartbeat.role().claims() ? NEVER : echo;
        return new Partner(Link.UP, nowNs, heartbeat, nowNs, nowNs, listeningSinceNs, Math.max(echo, restarted ? NEVER : echoedNs),
                Math.max(grant, grantNs), !well ? NEVER : restarted || wellSinceNs == NEVER ? nowNs : wellSinceNs,
                restarted ? withEnded(last.incarnation()) : ended,
                restarted ? nowNs : endedAtNs);
    }

    private List<Long> withEnded(long incarnation) {
        List<Long> all = new ArrayList<>(ended);
        all.add(incarnation);
        return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
    }

    Partner found(Link found, long foundNs) {
        return new Partner(found, foundNs, last, heardNs, silentSinceNs, listeningSinceNs, echoedNs, grantNs, wellSinceNs, ended, endedAtNs);
    }

    /**
     * This member did not listen for a while, so the partner cannot be blamed for having been silent: what it said may
     * wait to be read. The count goes on only after that.
     *
     * @param mostSilentNs that may have been counted so far
     */
    Partner notListenedTo(long gapNs, long mostSilentNs, long nowNs) {
        long silentSince = Math.min(nowNs, Math.max(silentSinceNs + gapNs, nowNs - mostSilentNs));
        return new Partner(link, linkFoundNs, last, heardNs, silentSince, nowNs, echoedNs, grantNs,
                wellSinceNs, ended, endedAtNs);
    }

    Partner unwell() {
        return new Partner(link, linkFoundNs, last, heardNs, silentSinceNs, listeningSinceNs, echoedNs, grantNs, NEVER, ended,
                endedAtNs);
    }

    boolean everHeard() {
        return heardNs != NEVER;
    }
}
