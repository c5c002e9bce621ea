/**
 * The daemon {@code sallyportd}, assembled: {@link io.sallyport.control.Main} is its command line,
 * {@link io.sallyport.control.Daemon} wires the parts and owns their order of start and stop.
 *
 * <p>Imports every package of control, and the data plane.
 */
package io.sallyport.control;
