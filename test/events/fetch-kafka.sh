#!/usr/bin/env bash
# Puts the jars of Apache Kafka into a folder, where COUNTERFOIL_KAFKA_LIBS can point. Needs Java 17 and Maven.
set -euo pipefail
folder=${1:?usage: fetch-kafka.sh FOLDER}
version=4.1.0
if [ -f "$folder/kafka_2.13-$version.jar" ]; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>counterfoil</groupId>
  <artifactId>broker-for-tests</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode --file "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/libs"
mkdir -p "$folder"
# The jar that is looked for comes last, so that a copy that was cut off is made again.
mv "$work/libs/kafka_2.13-$version.jar" "$work/"
mv "$work"/libs/*.jar "$folder/"
mv "$work/kafka_2.13-$version.jar" "$folder/"
