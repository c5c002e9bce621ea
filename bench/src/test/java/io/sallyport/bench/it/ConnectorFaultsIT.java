package io.sallyport.bench.it;

class ConnectorFaultsIT extends ConnectorFaultsContract {

    ConnectorFaultsIT() {
        super("epoll");
    }
}
