package io.sallyport.dataplane.l4.plan;

/**
 * The PROXY protocol's version, expected of clients or sent to backends (haproxy, "The PROXY protocol", versions 1 and 2).
 * UDP has version 2 only.
 */
public enum ProxyProtocol { OFF, V1, V2 }
