package testengines

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/segmentio/kafka-go"
)

//go:embed kafka.properties.tmpl
var kafkaProperties string

// Any 16 bytes in base64 do: a cluster of one has nobody to mistake it for.
const kafkaClusterID = "bGlhbmx1by10ZXN0LTAwMQ"

var sharedKafka shared

// StartKafka returns the host:port of an Apache Kafka of one node that the
// tests of this process share: name topics with Prefix and create them, it
// creates none by itself. It skips the test when engines are off, and fails it
// when Kafka is not fetched, Java is missing or it does not start.
func StartKafka(tb testing.TB) string {
	tb.Helper()
	return sharedKafka.addr(tb, RunKafka)
}

// RunKafka starts a Kafka of the caller's own, broker and controller in one,
// with its data in the existing directory dir, on 127.0.0.1 and the port (0: a
// free one), and waits until it answers as long as ctx lives. The caller ends
// it with Stop or Kill. It must have been fetched, and Java 17 be there.
func RunKafka(ctx context.Context, dir string, port int) (*Proc, error) {
	return RunKafkaBehind(ctx, dir, port, nil)
}

// Door is a further way to a Kafka: who connects to the port Inside is told to
// come to the address Outside from then on, which something in between forwards.
type Door struct {
	Inside  int
	Outside string
}

// RunKafkaBehind is RunKafka with doors.
func RunKafkaBehind(ctx context.Context, dir string, port int, doors []Door) (*Proc, error) {
	launch, err := kafkaLauncher()
	if err != nil {
		return nil, err
	}
	if port, err = portOr(port); err != nil {
		return nil, err
	}
	properties, err := writeKafkaProperties(dir, port, doors)
	if err != nil {
		return nil, err
	}
	if err := formatKafka(ctx, dir, properties, launch); err != nil {
		return nil, err
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	p := &Proc{
		dir:     dir,
		addr:    addr,
		command: func() *exec.Cmd { return launch(context.Background(), "kafka.Kafka", properties) },
		ready:   func(ctx context.Context) error { return kafkaAnswers(ctx, addr) },
	}
	return p, p.start(ctx)
}

// launcher makes a command of one of Kafka's main classes and its arguments; it
// is killed when ctx ends.
type launcher func(ctx context.Context, args ...string) *exec.Cmd

func kafkaLauncher() (launcher, error) {
	libs, err := fetched("kafka-4.1.0/libs")
	if err != nil {
		return nil, err
	}
	program, err := java()
	if err != nil {
		return nil, err
	}
	// Quick to start and small, rather than fast for hours.
	flags := []string{"-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-Dlog4j2.level=WARN", "-cp", filepath.Join(libs, "*")}
	return func(ctx context.Context, args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, program, slices.Concat(flags, args)...)
	}, nil
}

func writeKafkaProperties(dir string, port int, doors []Door) (string, error) {
	controller, err := portOr(0)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "server.properties")
	text := fmt.Sprintf(kafkaProperties, controller, filepath.Join(dir, "data")) + listeners(port, controller, doors)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("testengines: configuration: %w", err)
	}
	return path, nil
}

// listeners are the broker's own port, the controller's and the doors.
func listeners(port, controller int, doors []Door) string {
	listen := fmt.Sprintf("PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d", port, controller)
	told := fmt.Sprintf("PLAINTEXT://127.0.0.1:%d", port)
	protocols := "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"
	for i, d := range doors {
		name := fmt.Sprintf("DOOR%d", i)
		listen += fmt.Sprintf(",%s://127.0.0.1:%d", name, d.Inside)
		told += fmt.Sprintf(",%s://%s", name, d.Outside)
		protocols += fmt.Sprintf(",%s:PLAINTEXT", name)
	}
	return fmt.Sprintf("listeners=%s\nadvertised.listeners=%s\nlistener.security.protocol.map=%s\n", listen, told, protocols)
}

// formatKafka prepares the data directory, once in its life.
func formatKafka(ctx context.Context, dir, properties string, launch launcher) error {
	if _, err := os.Stat(filepath.Join(dir, "data", "meta.properties")); err == nil {
		return nil
	}
	cmd := launch(ctx, "kafka.tools.StorageTool", "format", "-t", kafkaClusterID, "-c", properties)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("testengines: format Kafka's directory: %w: %s", err, out)
	}
	return nil
}

// kafkaAnswers waits until the broker has registered and knows its controller.
func kafkaAnswers(ctx context.Context, addr string) error {
	if err := accepting(ctx, addr); err != nil {
		return err
	}
	transport := &kafka.Transport{}
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(addr), Transport: transport}
	return poll(ctx, func(ctx context.Context) error {
		meta, err := client.Metadata(ctx, &kafka.MetadataRequest{})
		if err != nil {
			return err
		}
		if len(meta.Brokers) == 0 || meta.Controller.Port == 0 {
			return errors.New("no controller yet")
		}
		return nil
	})
}
