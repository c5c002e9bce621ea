package io.sallyport.bench.peers.report;

/** What is measured. Its label is the one in the raw data. */
public enum Metric {
    TCP("tcp-1-stream", "Gbit/s", "TCP, 1 stream", 2),
    TCP8("tcp-8-streams", "Gbit/s", "TCP, 8 streams", 2),
    REQUESTS("http-kept", "k/s", "HTTP requests, kept connections", 1),
    CONNECTIONS("http-new", "k/s", "HTTP requests, a connection each", 1),
    UDP64("udp-64-loss-free", "kpps", "64 B UDP, loss-free", 0),
    UDP1200("udp-1200-loss-free", "kpps", "1 200 B UDP, loss-free", 0),
    RTT_P50("rtt-p50", "µs", "request RTT p50", 0),
    RTT_P99("rtt-p99", "µs", "request RTT p99", 0),
    NEW_CONNECTIONS("new-connections", "ms", "new connections to the cluster IP", 0),
    BY_ROUTE_TABLE("by-route-table", "ms", "datagrams by the VPC's route", 0),
    BY_CLUSTER_IP("by-cluster-ip", "ms", "datagrams by the cluster IP as next hop", 0),
    FLOW_GAP("flow-gap", "ms", "established TCP connection, longest gap", 0),
    ROUTES_MOVED("routes-moved", "s", "500 routes in 10 tables", 1);

    private final String label;
    private final String unit;
    private final String title;
    private final int decimals;

    Metric(String label, String unit, String title, int decimals) {
        this.label = label;
        this.unit = unit;
        this.title = title;
        this.decimals = decimals;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    /** For people. */
    public String title() {
        return title;
    }

    public String format(double value) {
        return ("%." + decimals + "f").formatted(value);
    }

    static Metric ofLabel(String label) {
        for (Metric metric : values()) {
            if (metric.label.equals(label)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is no metric");
    }
}
