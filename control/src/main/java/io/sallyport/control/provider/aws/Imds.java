package io.sallyport.control.provider.aws;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataClientException;

/**
 * The instance metadata service, version 2 (EC2 User Guide, "Use the Instance Metadata Service to access instance metadata").
 *
 * <p>A path that is not there (404) means that there is none of it; anything else that is not an answer means that nothing is known.
 */
public final class Imds implements AutoCloseable {

    private static final String ROOT = "/latest/meta-data/";
    private static final String MACS = "network/interfaces/macs/";

    private final AwsSettings settings;
    private final SdkHttpClient http;
    private volatile Ec2MetadataClient client;

    public Imds(AwsSettings settings) {
        this.settings = settings;
        this.http = AwsClients.http(settings);
        this.client = AwsClients.imds(settings, http);
    }

    public Answer<Instance> instance() {
        return required("instance-id").then(id -> required("instance-type").then(type -> required("placement/region")
                .then(region -> required("placement/availability-zone").map(zone -> new Instance(id, type, region, zone)))));
    }

    /** @return empty when this instance has no interface with the address {@code mac}, written {@code 0a:1b:2c:…} */
    public Answer<Optional<MetadataInterface>> networkInterface(String mac) {
        String at = MACS + mac + "/";
        return interfaceId(mac).then(id -> id.isEmpty()
                ? new Done<>(Optional.empty())
                : describe(at, id.get()).map(Optional::of));
    }

    /** @return empty as above; asked again and again, where {@link #networkInterface} asks for all there is to know */
    public Answer<Optional<String>> interfaceId(String mac) {
        return text(MACS + mac + "/interface-id");
    }

    private Answer<MetadataInterface> describe(String at, String id) {
        return required(at + "owner-id").then(account -> required(at + "subnet-id").then(subnet -> required(at + "vpc-id").then(vpc ->
                addresses(at).then(addresses -> prefixes(at + "subnet-ipv4-cidr-block", at + "subnet-ipv6-cidr-blocks").then(inSubnet ->
                        prefixes(at + "vpc-ipv4-cidr-blocks", at + "vpc-ipv6-cidr-blocks").map(inVpc ->
                                new MetadataInterface(id, account, subnet, vpc, addresses, inSubnet, inVpc)))))));
    }

    /** What the interface holds at this moment, or held a while ago. */
    public Answer<List<IpAddress>> addresses(String mac, boolean v6) {
        return lines(MACS + mac + (v6 ? "/ipv6s" : "/local-ipv4s"), IpAddress::parse);
    }

    private Answer<List<IpAddress>> addresses(String at) {
        return lines(at + "local-ipv4s", IpAddress::parse)
                .then(v4 -> lines(at + "ipv6s", IpAddress::parse).map(v6 -> joined(v4, v6)));
    }

    private Answer<List<IpPrefix>> prefixes(String v4Path, String v6Path) {
        return lines(v4Path, IpPrefix::parse).then(v4 -> lines(v6Path, IpPrefix::parse).map(v6 -> joined(v4, v6)));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private <T> Answer<List<T>> lines(String path, Function<String, T> reading) {
        return text(path).then(text -> {
            try {
                return new Done<>(text.stream().flatMap(String::lines).map(String::strip).filter(line -> !line.isEmpty())
                        .map(reading).toList());
            } catch (IllegalArgumentException e) {
                return unknown(path, "said what cannot be read: " + e.getMessage());
            }
        });
    }

    private Answer<String> required(String path) {
        return text(path).then(text -> text.<Answer<String>>map(Done::new).orElseGet(() -> unknown(path, "is not there (404)")));
    }

    private Answer<Optional<String>> text(String path) {
        try {
            return new Done<>(Optional.of(client.get(ROOT + path).asString().strip()));
        } catch (Ec2MetadataClientException e) {
            if (e.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new Done<>(Optional.empty());
            }
            if (e.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                // the service has forgotten our session token; the SDK would offer it until its six hours are over
                client = AwsClients.imds(settings, http);
            }
            return unknown(path, "answered with HTTP " + e.statusCode());
        } catch (SdkException e) {
            return unknown(path, "did not answer: " + Ec2Errors.cause(e));
        }
    }

    private static <T> Answer<T> unknown(String path, String what) {
        return new Unknown<>(ProviderFault.of(ClusterProblem.NO_IMDS, "", "the metadata path " + path + " " + what));
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
