/**
 * The program that runs in every LAN host of the lab: small servers that say which source address they saw, and a client that
 * talks to them, told what to do over a unix socket (which a network namespace does not fence off).
 *
 * <p>It starts in a fraction of a second: JDK classes only. Imports nothing of ours.
 */
package io.sallyport.bench.lab.host;
