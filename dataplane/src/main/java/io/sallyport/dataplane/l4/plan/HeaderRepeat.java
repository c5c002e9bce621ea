package io.sallyport.dataplane.l4.plan;

/** Which datagrams of a UDP session carry the PROXY header. */
public enum HeaderRepeat { FIRST, EVERY }
