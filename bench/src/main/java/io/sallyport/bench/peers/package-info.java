/**
 * Whole-path measurements of Sallyport beside other ways to do the same work, in one run on one machine: {@code sallyport bench}.
 *
 * <p>{@code path} builds what is measured, {@code probe} measures it without knowing what it is, {@code report} keeps the raw
 * figures and turns them into {@code docs/performance.md}. Here they meet: the plan of a run, and the command.
 */
package io.sallyport.bench.peers;
