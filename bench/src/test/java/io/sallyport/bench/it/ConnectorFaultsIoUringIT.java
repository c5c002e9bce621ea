package io.sallyport.bench.it;

class ConnectorFaultsIoUringIT extends ConnectorFaultsContract {

    ConnectorFaultsIoUringIT() {
        super(OneGateway.ioUring());
    }
}
