package io.sallyport.dataplane.l4.plan;

/** What a connector listens for and a service speaks. */
public enum TransportProtocol { TCP, UDP }
