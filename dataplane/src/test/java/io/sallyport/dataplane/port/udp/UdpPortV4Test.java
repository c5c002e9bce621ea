package io.sallyport.dataplane.port.udp;

class UdpPortV4Test extends UdpPortContract {

    UdpPortV4Test() {
        super("127.0.0.1", true);
    }
}
