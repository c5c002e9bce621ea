package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.Heartbeat;

/**
 * What is known of the partner.
 *
 * @param heartbeat its last one
 * @param heardNs   when that came, on this member's clock
 * @param aheadMs   how far its wall clock is ahead of ours; the way here is in it
 */
public record PartnerView(Heartbeat heartbeat, long heardNs, long aheadMs) {
}
