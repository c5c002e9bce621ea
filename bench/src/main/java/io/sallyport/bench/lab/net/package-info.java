/**
 * Network namespaces, their links and their processes, by iproute2 with argument lists (never a shell).
 *
 * <p>Start with {@link io.sallyport.bench.lab.net.Sandbox}: it names things, writes them into a ledger before they exist, and
 * removes them even when the process that made them was killed. Owner: the thread that opened the sandbox, unless a class
 * says otherwise. Imports nothing of ours.
 */
package io.sallyport.bench.lab.net;
