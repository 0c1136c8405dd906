package main

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"os"
	"strings"

	"github.com/CycloneDX/cyclonedx-go"
)

// listOf is what a binary is made of, as CycloneDX: the modules that it says
// were linked, Go's library, and the licences that were found in them.
func listOf(o options, binary []byte) ([]byte, error) {
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		return nil, fmt.Errorf("the binary does not say what was linked: %w", err)
	}
	known, err := licencesOf(o.licences)
	if err != nil {
		return nil, err
	}
	self := cyclonedx.Component{BOMRef: "lianluo", Type: cyclonedx.ComponentTypeApplication, Name: "lianluo", Version: o.version, Licenses: named("Apache-2.0")}
	components := []cyclonedx.Component{component("std", strings.TrimPrefix(info.GoVersion, "go"), named("BSD-3-Clause"))}
	for _, m := range info.Deps {
		if strings.HasPrefix(m.Path, "lianluo/") {
			continue
		}
		path := m.Path
		if m.Replace != nil {
			m = m.Replace
		}
		components = append(components, component(m.Path, m.Version, named(known[path]...)))
	}
	needs := make([]string, 0, len(components))
	for _, c := range components {
		needs = append(needs, c.BOMRef)
	}
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Timestamp: o.created.Format("2006-01-02T15:04:05Z"), Component: &self}
	bom.Components = &components
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: self.BOMRef, Dependencies: &needs}}
	var out bytes.Buffer
	err = cyclonedx.NewBOMEncoder(&out, cyclonedx.BOMFileFormatJSON).SetPretty(true).Encode(bom)
	return out.Bytes(), err
}

func component(path, version string, licences *cyclonedx.Licenses) cyclonedx.Component {
	url := fmt.Sprintf("pkg:golang/%s@%s", path, version)
	return cyclonedx.Component{BOMRef: url, Type: cyclonedx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: url, Licenses: licences}
}

func named(ids ...string) *cyclonedx.Licenses {
	if len(ids) == 0 {
		return nil
	}
	var out cyclonedx.Licenses
	for _, id := range ids {
		out = append(out, cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: id}})
	}
	return &out
}

// licencesOf reads the table MODULE TAB ID[,ID…].
func licencesOf(file string) (map[string][]string, error) {
	out := map[string][]string{}
	if file == "" {
		return out, nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(raw)) {
		path, ids, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			return nil, fmt.Errorf("%s: %q is no line of a module and its licences", file, line)
		}
		out[path] = strings.Split(ids, ",")
	}
	return out, nil
}
