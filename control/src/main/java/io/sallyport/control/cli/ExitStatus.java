package io.sallyport.control.cli;

/** What the command's exit status means; the same list stands in {@code --help} and in docs/operations.md. */
final class ExitStatus {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int CONFLICT = 4;
    static final int FORBIDDEN = 5;

    private ExitStatus() {
    }
}
