/**
 * Raw figures and the page made from them. A sample is written as soon as it is taken, so that a run that breaks off loses
 * nothing. Imports nothing of ours but {@code lab.net}, to ask for the commit.
 */
package io.sallyport.bench.peers.report;
