package io.sallyport.dataplane.port.udp;

class UdpPortWithoutOffloadsTest extends UdpPortContract {

    UdpPortWithoutOffloadsTest() {
        super("127.0.0.1", false);
    }
}
