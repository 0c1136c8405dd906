package observe

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
)

// Buckets of every histogram, by its unit, which must be "s" or "By": seconds
// around what an operation may take, bytes from a small document to the largest
// upload.
var (
	secondBuckets = []float64{.001, .0025, .004, .006, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	byteBuckets   = []float64{256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20}
)

// newMeters makes the provider and the handler of /metrics, which also shows
// the Go runtime and the process.
func newMeters(about *resource.Resource, second sdkmetric.Reader) (*sdkmetric.MeterProvider, http.Handler, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprom.New(otelprom.WithRegisterer(registry), otelprom.WithoutScopeInfo())
	if err != nil {
		return nil, nil, err
	}
	options := []sdkmetric.Option{
		sdkmetric.WithResource(about), sdkmetric.WithReader(exporter),
		sdkmetric.WithView(buckets("s", secondBuckets), buckets("By", byteBuckets)),
	}
	if second != nil {
		options = append(options, sdkmetric.WithReader(second))
	}
	handler := promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
	return sdkmetric.NewMeterProvider(options...), handler, nil
}

func buckets(unit string, bounds []float64) sdkmetric.View {
	return sdkmetric.NewView(
		sdkmetric.Instrument{Kind: sdkmetric.InstrumentKindHistogram, Unit: unit},
		sdkmetric.Stream{Aggregation: sdkmetric.AggregationExplicitBucketHistogram{Boundaries: bounds}},
	)
}
