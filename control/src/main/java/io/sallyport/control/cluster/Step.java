package io.sallyport.control.cluster;

import java.util.List;

/** What came of one event. */
record Step(ClusterState state, List<Action> actions) { }
