package io.sallyport.bench.lab.vpc.model;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One statement of an IAM policy. Actions and resources are patterns with {@code *} and {@code ?}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">evaluation logic</a>
 */
public record IamStatement(boolean allow, List<String> actions, List<String> resources) {

    /** The resource of actions that cannot be limited to one, such as all Describe ones. */
    public static final String ANY = "*";

    public IamStatement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
    }

    public static IamStatement allow(List<String> actions, List<String> resources) {
        return new IamStatement(true, actions, resources);
    }

    /** A denial counts more than any permission, and silence is a denial. */
    public static boolean permits(List<IamStatement> policy, String action, String resource) {
        List<IamStatement> concerned = policy.stream().filter(statement -> statement.concerns(action, resource)).toList();
        return !concerned.isEmpty() && concerned.stream().allMatch(IamStatement::allow);
    }

    private boolean concerns(String action, String resource) {
        return actions.stream().anyMatch(pattern -> matches(pattern, action))
                && resources.stream().anyMatch(pattern -> matches(pattern, resource));
    }

    /** Whether {@code text} fits a pattern with {@code *} and {@code ?}. */
    public static boolean matches(String pattern, String text) {
        String regex = Stream.of(pattern.splitWithDelimiters("[*?]", -1))
                .map(part -> part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part))
                .collect(Collectors.joining());
        return text.matches(regex);
    }
}
