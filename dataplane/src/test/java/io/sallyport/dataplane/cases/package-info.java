/**
 * Packet cases: what goes in, what has to come out byte for byte, and what has to be counted, as text that reads beside an RFC
 * ({@code src/test/resources/cases/README.md}). The whole pipeline runs, unthreaded, without ports and tunnel.
 */
package io.sallyport.dataplane.cases;
