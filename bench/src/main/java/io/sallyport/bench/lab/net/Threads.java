package io.sallyport.bench.lab.net;

/** The end of threads that were told to end. */
public final class Threads {

    private Threads() {
    }

    /** @throws CommandException when whoever waits is interrupted: the thread may go on then, and with it what it uses */
    public static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while waiting for the end of " + thread.getName(), e);
        }
    }
}
