package io.sallyport.bench.it;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Tests that share one {@link AwsPair}; each begins with it as it was built. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnAwsPair {

    @AutoClose
    AwsPair pair;

    @BeforeAll
    void build() {
        pair = new AwsPair();
    }

    @BeforeEach
    void putBack() {
        pair.putBack();
    }

    static ObjectNode cluster(ObjectNode document) {
        return (ObjectNode) document.get("cluster");
    }

    static void clusterIp(ObjectNode document, String address) {
        ((ObjectNode) document.get("interfaces").get(0)).put("clusterIp", address);
    }
}
