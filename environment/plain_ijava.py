"""IJava as somebody starts it who has only installed the toolkit by Maven: `java -jar`, and `%maven` in a cell."""
import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

PLUGINS = "org.apache.maven.plugins:"
DEPENDENCIES = PLUGINS + "maven-dependency-plugin:3.8.1:build-classpath"
INSTALL = PLUGINS + "maven-install-plugin:3.1.4:install-file"


def maven(*arguments):
    subprocess.run([os.environ["MAVEN"], "-B", "-q", *arguments], check=True, stdin=subprocess.DEVNULL)


def version(root):
    return ElementTree.parse(os.path.join(root, "pom.xml")).find("{*}version").text


def beside(local, copy, apart):
    """Fills a folder with links to what another holds, but for one path below it, which stays free."""
    os.makedirs(copy)
    first, _, rest = apart.partition("/")
    for name in os.listdir(local):
        if name != first:
            os.symlink(os.path.join(local, name), os.path.join(copy, name))
        elif rest:
            beside(os.path.join(local, name), os.path.join(copy, name), rest)


def home_with_the_toolkit_installed(scratch, root):
    """A home whose Maven repository is the user's and the toolkit, which `mvn install` would put into the user's own."""
    listed = os.path.join(scratch, "gson")
    maven("-f", os.path.join(root, "toolkit/pom.xml"), DEPENDENCIES, "-DincludeArtifactIds=gson", "-Dmdep.outputFile=" + listed)
    with open(listed, encoding="utf-8") as file:
        local = file.read().split("/com/google/code/gson/")[0]
    home = os.path.join(scratch, "home")
    repository = os.path.join(home, ".m2/repository")
    beside(local, repository, "org/tandemrl")
    jar = os.path.join(root, f"toolkit/target/tandem-toolkit-{version(root)}.jar")
    for file, pom in (("pom.xml", "pom.xml"), (jar, "toolkit/target/reduced-pom.xml")):
        maven(INSTALL, "-Dfile=" + os.path.join(root, file), "-DpomFile=" + os.path.join(root, pom), "-DlocalRepositoryPath=" + repository)
    return home


def offer(scratch, root, jar):
    """Adds the kernel "plain-ijava", started as its makers start it; its Maven repository is a home's, and nothing is fetched."""
    home = home_with_the_toolkit_installed(scratch, root)
    specification = {
        "argv": [os.path.join(os.environ["JAVA_HOME"], "bin/java"), "-jar", jar, "{connection_file}"],
        "display_name": "IJava", "language": "java", "interrupt_mode": "message",
        "env": {
            "JDK_JAVA_OPTIONS": f"--add-modules jdk.incubator.vector -Duser.home={home} -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9",
            "TANDEM_ROOT": root,
            "DJL_CACHE_DIR": os.environ.get("DJL_CACHE_DIR", os.path.expanduser("~/.djl.ai")),
        },
    }
    folder = os.path.join(scratch, "jupyter/kernels/plain-ijava")
    os.makedirs(folder)
    with open(os.path.join(folder, "kernel.json"), "w", encoding="utf-8") as file:
        json.dump(specification, file)
    os.environ["JUPYTER_PATH"] = os.path.join(scratch, "jupyter") + os.pathsep + os.environ.get("JUPYTER_PATH", "")
