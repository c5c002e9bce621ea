/** What sealing and opening cost: the AEADs alone, and the tunnel around them. */
package io.sallyport.bench.jmh.tunnel;
