"""Reads an Open311 endpoint with georeport: URL JURISDICTION REQUEST STATION."""
import sys

from georeport import GeoReport

url, jurisdiction, request, station = sys.argv[1:]
for form in ("json", "xml"):
    city = GeoReport(url, jurisdiction=jurisdiction, output_format=form)
    services = city.get_service_list()
    lights = [s for s in services if s["service_code"] == "0103"]
    assert len(services) > 70 and lights[0]["service_name"] == "路灯与照明", services
    definition = city.get_service_definition("0103")
    assert definition["service_code"] == "0103" and station in str(definition["attributes"]), definition
    one = city.get_service_request(request)
    assert one["status"] == "open" and one["description"] == "三组路灯不亮", one
    listed = city.get_service_requests(service_code="0103", status="open")
    listed = listed if isinstance(listed, list) else [listed]
    assert [r["service_request_id"] for r in listed] == [request], listed
    span = city.get_service_requests(start_date="2020-01-01T00:00:00Z", end_date="2020-03-01T00:00:00Z") if form == "json" else []
    assert span == [], span
    named = city.get_service_requests(service_request_id=request)
    assert request in str(named), named
    try:
        city.get_service_request("nothing")
    except Exception as refused:
        assert refused.response.status_code == 404, refused
    else:
        raise AssertionError("a request that there is not")
