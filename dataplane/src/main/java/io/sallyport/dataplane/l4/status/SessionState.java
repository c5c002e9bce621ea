package io.sallyport.dataplane.l4.status;

/** Where a session stands. */
public enum SessionState { CONNECTING, OPEN, CLIENT_HALF_CLOSED, BACKEND_HALF_CLOSED, DRAINING }
