package io.sallyport.control.provider.aws;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an exception of the SDK means: EC2 said no, or nobody knows. EC2's codes stand in "Error codes for the Amazon EC2 API".
 * Where one code covers many causes ({@code InvalidParameterValue}), EC2's sentence decides.
 */
final class Ec2Errors {

    /** EC2's words where its codes are too wide, in the order in which they are looked for. */
    private record Words(String contained, ClusterProblem problem) {
    }

    private static final Words[] SENTENCES = {
        new Words("move is not allowed", ClusterProblem.ADDRESS_HELD_ELSEWHERE),
        new Words("not assigned to", ClusterProblem.ADDRESS_NOT_HELD),
        new Words("no route defined", ClusterProblem.ROUTE_ABSENT),
        new Words("primary", ClusterProblem.ADDRESS_IS_PRIMARY_ELSEWHERE),
        new Words("subnet", ClusterProblem.ADDRESS_OUTSIDE_SUBNET),
    };

    private static final Map<String, ClusterProblem> CODES = Map.ofEntries(
            Map.entry("UnauthorizedOperation", ClusterProblem.NOT_AUTHORIZED),
            Map.entry("AccessDenied", ClusterProblem.NOT_AUTHORIZED),
            Map.entry("AuthFailure", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("ExpiredToken", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("InvalidClientTokenId", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("MissingAuthenticationToken", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("UnrecognizedClientException", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", ClusterProblem.EXPIRED_CREDENTIALS),
            Map.entry("RequestExpired", ClusterProblem.CLOCK_WRONG),
            Map.entry("RequestInTheFuture", ClusterProblem.CLOCK_WRONG),
            Map.entry("InvalidNetworkInterfaceID.NotFound", ClusterProblem.INTERFACE_UNKNOWN_TO_EC2),
            Map.entry("InvalidNetworkInterfaceId.NotFound", ClusterProblem.INTERFACE_UNKNOWN_TO_EC2),
            Map.entry("InvalidNetworkInterfaceID.Malformed", ClusterProblem.INTERFACE_UNKNOWN_TO_EC2),
            Map.entry("InvalidNetworkInterfaceId.Malformed", ClusterProblem.INTERFACE_UNKNOWN_TO_EC2),
            Map.entry("PrivateIpAddressLimitExceeded", ClusterProblem.NO_FREE_SLOT),
            Map.entry("InvalidIPAddress.InUse", ClusterProblem.ADDRESS_HELD_ELSEWHERE),
            Map.entry("InvalidRouteTableID.NotFound", ClusterProblem.ROUTE_TABLE_UNKNOWN),
            Map.entry("InvalidRouteTableId.NotFound", ClusterProblem.ROUTE_TABLE_UNKNOWN),
            Map.entry("InvalidRouteTableId.Malformed", ClusterProblem.ROUTE_TABLE_UNKNOWN),
            Map.entry("InvalidRoute.NotFound", ClusterProblem.ROUTE_ABSENT),
            Map.entry("RouteAlreadyExists", ClusterProblem.ROUTE_PRESENT),
            Map.entry("RouteLimitExceeded", ClusterProblem.ROUTE_REFUSED),
            Map.entry("RequestLimitExceeded", ClusterProblem.THROTTLED));

    private static final String CIPHERTEXT = "Encoded authorization failure message";
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_REASON = 200;

    private final Ec2Account account;

    Ec2Errors(Ec2Account account) {
        this.account = account;
    }

    <T> Answer<T> answer(Ec2Action action, String resource, SdkException e) {
        String tried = tried(action, resource);
        if (e instanceof AwsServiceException refusal) {
            return answer(action, resource, tried, refusal);
        }
        // without credentials, too: nothing was sent, and the metadata service may have been slow for once
        return new Unknown<>(ProviderFault.of(transport(e), "", tried + ": " + cause(e)));
    }

    <T> Answer<T> unreadable(Ec2Action action, String resource, RuntimeException e) {
        return new Unknown<>(ProviderFault.of(ClusterProblem.EC2_FAILED, "",
                tried(action, resource) + ": the answer cannot be read (" + cause(e) + ")"));
    }

    static boolean refusesCredentials(Throwable failure) {
        return failure instanceof AwsServiceException e && (e.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                || e.awsErrorDetails() != null && CODES.get(String.valueOf(e.awsErrorDetails().errorCode())) == ClusterProblem.EXPIRED_CREDENTIALS);
    }

    private static String tried(Ec2Action action, String resource) {
        return action + (resource.isEmpty() ? "" : " on " + resource);
    }

    private <T> Answer<T> answer(Ec2Action action, String resource, String tried, AwsServiceException e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null ? "" : e.awsErrorDetails().errorCode();
        String said = said(e);
        String detail = tried + ": " + (code.isEmpty() ? "HTTP " + e.statusCode() : code) + (said.isEmpty() ? "" : " (" + said + ")");
        ClusterProblem problem = problem(code, said, action, e);
        return switch (problem) {
            // nothing was said about what is there
            case THROTTLED, EC2_FAILED -> new Unknown<>(ProviderFault.of(problem, code, detail));
            case NOT_AUTHORIZED -> new Refused<>(new ProviderFault(problem, code, detail,
                    "allow " + action.iam() + " on " + account.arn(action, resource) + " in the policy of the instance's role"));
            default -> new Refused<>(ProviderFault.of(problem, code, detail));
        };
    }

    /** EC2's sentence, without the kilobyte of ciphertext that follows a missing permission. */
    private static String said(AwsServiceException e) {
        String message = e.awsErrorDetails() == null ? e.getMessage() : e.awsErrorDetails().errorMessage();
        if (message == null) {
            return "";
        }
        int ciphertext = message.indexOf(CIPHERTEXT);
        return (ciphertext < 0 ? message : message.substring(0, ciphertext)).strip();
    }

    private static ClusterProblem problem(String code, String said, Ec2Action action, AwsServiceException e) {
        if (e.isThrottlingException()) {
            return ClusterProblem.THROTTLED;
        }
        if (e.isClockSkewException()) {
            return ClusterProblem.CLOCK_WRONG;
        }
        ClusterProblem known = CODES.get(code);
        if (known != null) {
            return known;
        }
        if (e.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            // the JDK keeps the body of such an answer to itself when the request had a fixed length, and with it the code
            return ClusterProblem.EXPIRED_CREDENTIALS;
        }
        if (e.statusCode() >= SERVER_ERROR || code.isEmpty()) {
            // a page of a proxy's has no code, either
            return ClusterProblem.EC2_FAILED;
        }
        String words = said.toLowerCase(Locale.ROOT);
        for (Words sentence : SENTENCES) {
            if (words.contains(sentence.contained())) {
                return sentence.problem();
            }
        }
        return action.resourceType().equals("route-table") ? ClusterProblem.ROUTE_REFUSED : ClusterProblem.REFUSED;
    }

    private static ClusterProblem transport(SdkException e) {
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException || e instanceof AbortedException) {
            return ClusterProblem.EC2_SILENT;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException) { // a socket's timeout is one
                return ClusterProblem.EC2_SILENT;
            }
        }
        return e.getMessage() != null && e.getMessage().contains("Unable to load credentials")
                ? ClusterProblem.NO_CREDENTIALS : ClusterProblem.EC2_UNREACHABLE;
    }

    /** The innermost reason in one line; the SDK's own sentences wrap it in advice. */
    static String cause(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        if (message == null || message.isBlank()) {
            return innermost.getClass().getSimpleName();
        }
        String line = message.lines().findFirst().orElse("");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
