/**
 * What lies outside this machine and decides who holds a cluster IP or a cloud route: {@code aws} (EC2), {@code lan} (the
 * neighbours on an Ethernet). Here stands what both share: how a call can end, and what is told about it.
 *
 * <p>Owner: none; everything here is a value. Only {@code control/reconcile} calls providers.
 */
package io.sallyport.control.provider;
