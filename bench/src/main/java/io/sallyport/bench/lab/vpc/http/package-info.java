/**
 * HTTP as the services of a VPC speak it. Owner: a virtual thread for each request. Imports nothing of ours.
 */
package io.sallyport.bench.lab.vpc.http;
