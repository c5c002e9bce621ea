/**
 * What has happened, for people and programs who follow it: a bounded list with rising numbers.
 *
 * <p>Any thread. Imports nothing of ours.
 */
package io.sallyport.control.event;
