/** Placeholder until the first class lands. */
package io.sallyport.bench;
