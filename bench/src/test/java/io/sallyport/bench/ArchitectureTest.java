package io.sallyport.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Holds the house to its plan (docs/architecture.md): dependencies run one way, and the hot path stays bare. */
@AnalyzeClasses(packages = "io.sallyport", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String DATAPLANE = "io.sallyport.dataplane.";

    /** Allows a folder its own classes, everything outside Sallyport, and the named folders. */
    private static ArchRule folder(String folder, String... mayImport) {
        String[] own = new String[mayImport.length + 1];
        own[0] = DATAPLANE + folder + "..";
        for (int i = 0; i < mayImport.length; i++) {
            own[i + 1] = DATAPLANE + mayImport[i] + "..";
        }
        DescribedPredicate<JavaClass> allowed =
                resideInAnyPackage(own).or(resideOutsideOfPackages("io.sallyport..")).as("what " + folder + " may import");
        return classes().that(resideInAPackage(DATAPLANE + folder + "..")).should().onlyDependOnClassesThat(allowed)
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule WIRE_KNOWS_ONLY_BYTES = folder("wire");

    @ArchTest
    static final ArchRule STATS_IS_A_LEAF = folder("stats");

    @ArchTest
    static final ArchRule LINUX_IS_A_LEAF = folder("linux");

    @ArchTest
    static final ArchRule PACKET = folder("packet", "wire", "stats");

    @ArchTest
    static final ArchRule OFFLOAD = folder("offload", "wire", "packet", "stats");

    @ArchTest
    static final ArchRule PORT = folder("port", "wire", "packet", "offload", "linux", "stats");

    @ArchTest
    static final ArchRule PIPELINE = folder("pipeline", "wire", "packet", "offload", "stats");

    @ArchTest
    static final ArchRule TUNNEL = folder("tunnel", "wire", "packet", "offload", "linux", "stats");

    @ArchTest
    static final ArchRule ENGINE =
            folder("engine", "wire", "packet", "offload", "linux", "stats", "port", "pipeline", "tunnel");

    @ArchTest
    static final ArchRule L4_TOUCHES_NO_PACKET = folder("l4", "wire", "linux", "stats");

    @ArchTest
    static final ArchRule L4_PLANS_ARE_PASSIVE = folder("l4.plan", "wire");

    @ArchTest
    static final ArchRule CLUSTER_LOGIC_IS_PURE = noClasses().that().resideInAnyPackage("io.sallyport.control.cluster", "io.sallyport.control.cluster.holdings")
            .should().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio..", "java.util.concurrent..", "io.netty..",
                    "software.amazon..", "org.slf4j..", "io.sallyport.control.reconcile..", "io.sallyport.control.provider..")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule DATAPLANE_KNOWS_NO_CONTROL = noClasses().that().resideInAPackage(DATAPLANE + ".")
            .should().dependOnClassesThat().resideInAnyPackage("io.sallyport.control..", "io.sallyport.bench..");

    @ArchTest
    static final ArchRule CONTROL_KNOWS_NO_BENCH = noClasses().that().resideInAPackage("io.sallyport.control..")
            .should().dependOnClassesThat().resideInAPackage("io.sallyport.bench..");

    @ArchTest
    static final ArchRule SIBLING_STAGES_DO_NOT_MEET =
            SlicesRuleDefinition.slices().matching(DATAPLANE + "pipeline.(*)..").should().notDependOnEachOther()
                    .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage(DATAPLANE + "pipeline.lpm"));

    @ArchTest
    static final ArchRule LONGEST_PREFIX_MATCH_IS_NO_STAGE = folder("pipeline.lpm", "wire");

    @ArchTest
    static final ArchRule JSON_HTTP_AND_AWS_STAY_IN_CONTROL = noClasses().that().resideInAPackage("io.sallyport.dataplane..")
            .and().resideOutsideOfPackage("io.sallyport.dataplane.l4..")
            .should().dependOnClassesThat().resideInAnyPackage("tools.jackson..", "io.netty..", "software.amazon..");

    @ArchTest
    static final ArchRule THE_VPC_MODEL_IS_PURE = noClasses().that().resideInAPackage("io.sallyport.bench.lab.vpc.model")
            .should().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio..", "java.util.concurrent..", "tools.jackson..",
                    "software.amazon..", "io.sallyport.bench.lab.net..")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule ONE_DOOR_TO_AWS = noClasses().that().resideInAPackage("io.sallyport.control..")
            .and().resideOutsideOfPackage("io.sallyport.control.provider.aws..")
            .should().dependOnClassesThat().resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule PROVIDERS_KNOW_NO_CLUSTER = noClasses().that().resideInAPackage("io.sallyport.control.provider..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sallyport.control.cluster..", "io.sallyport.control.reconcile..",
                    "io.sallyport.control.config..", "io.sallyport.control.api..");

    /** The hot path logs nothing and reads no clock: time is a parameter, losses are counters. */
    @ArchTest
    static final ArchRule HOT_PATH_DOES_NOT_LOG = noClasses()
            .that().resideInAnyPackage(DATAPLANE + "wire..", DATAPLANE + "packet..", DATAPLANE + "offload..", DATAPLANE + "pipeline..")
            .should().dependOnClassesThat().resideInAPackage("org.slf4j..")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule HOT_PATH_DOES_NOT_LOCK = noClasses()
            .that().resideInAnyPackage(DATAPLANE + "wire..", DATAPLANE + "packet..", DATAPLANE + "offload..", DATAPLANE + "pipeline..")
            .should().dependOnClassesThat().resideInAPackage("java.util.concurrent.locks..");
}
