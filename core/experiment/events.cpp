// Events as JSON lines. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/events.h"

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace wb {

namespace {

using Json = nlohmann::json;

constexpr int protocol_version = 1;
constexpr std::array<std::pair<RunStatus, const char*>, 7> statuses{{{RunStatus::queued, "queued"},
                                                                     {RunStatus::running, "running"},
                                                                     {RunStatus::finished, "finished"},
                                                                     {RunStatus::stopped, "stopped"},
                                                                     {RunStatus::failed, "failed"},
                                                                     {RunStatus::diverged, "diverged"},
                                                                     {RunStatus::interrupted, "interrupted"}}};
constexpr std::array<std::pair<LogLevel, const char*>, 3> levels{
    {{LogLevel::info, "info"}, {LogLevel::warning, "warning"}, {LogLevel::error, "error"}}};

Json number(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return value;
}

template <class F>
void list_fields(F& f, auto& list) {
    f("user", list.user), f("target", list.target), f("items", list.items), f("p", list.probabilities);
}

/// Fields of one line. A missing field keeps what stands there; one of the wrong kind makes the line no event.
class Reader {
  public:
    explicit Reader(const Json& object) : object_(object) {}
    bool good() const { return good_; }

    void operator()(const char* key, std::string& value) {
        if (const Json* field = find(key)) {
            if (field->is_string())
                value = field->get_ref<const std::string&>();
            else
                good_ = false;
        }
    }
    void operator()(const char* key, std::int64_t& value) {
        if (const Json* field = find(key)) {
            if (field->is_number_unsigned() && field->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
                good_ = false;
            else if (field->is_number_integer())
                value = field->get<std::int64_t>();
            else
                good_ = false;
        }
    }
    void operator()(const char* key, int& value) {
        std::int64_t wide = value;
        (*this)(key, wide);
        if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
            good_ = false;
        else
            value = static_cast<int>(wide);
    }
    void operator()(const char* key, double& value) {
        const Json* field = find(key);
        if (!field) return;
        if (field->is_number()) {
            value = field->get<double>();
        } else if (*field == "nan") {
            value = std::numeric_limits<double>::quiet_NaN();
        } else if (*field == "inf") {
            value = std::numeric_limits<double>::infinity();
        } else if (*field == "-inf") {
            value = -std::numeric_limits<double>::infinity();
        } else {
            good_ = false;
        }
    }
    template <class Enum, std::size_t n>
    void named(const char* key, Enum& value, const std::array<std::pair<Enum, const char*>, n>& names) {
        std::string name;
        (*this)(key, name);
        for (const auto& [one, text] : names)
            if (name == text) {
                value = one;
                return;
            }
        good_ = false;
    }
    template <class T>
    void operator()(const char* key, std::vector<T>& values) {
        const Json* field = find(key);
        if (!field) return;
        if (!field->is_array()) {
            good_ = false;
            return;
        }
        for (const Json& element : *field) {
            const Json one{{"_", element}};
            Reader reader(one);
            reader("_", values.emplace_back());
            good_ = good_ && reader.good();
        }
    }
    void operator()(const char* key, SnapshotEvent::List& value) {
        const Json* field = find(key);
        if (!field || !field->is_object()) {
            good_ = false;
            return;
        }
        Reader reader(*field);
        list_fields(reader, value);
        good_ = good_ && reader.good() && value.items.size() == value.probabilities.size();
    }
    void operator()(const char* key, RunStatus& value) { named(key, value, statuses); }
    void operator()(const char* key, LogLevel& value) { named(key, value, levels); }

  private:
    const Json* find(const char* key) const {
        const auto found = object_.find(key);
        return found == object_.end() ? nullptr : &*found;
    }
    const Json& object_;
    bool good_ = true;
};

class Writer {
  public:
    explicit Writer(Json& object) : object_(object) {}
    void operator()(const char* key, const std::string& value) { object_[key] = value; }
    void operator()(const char* key, std::int64_t value) { object_[key] = value; }
    void operator()(const char* key, double value) { object_[key] = number(value); }
    template <class T>
    void operator()(const char* key, const std::vector<T>& values) {
        Json array = Json::array();
        for (const T& value : values) {
            Json one = Json::object();
            Writer writer(one);
            writer("_", value);
            array.push_back(std::move(one["_"]));
        }
        object_[key] = std::move(array);
    }
    void operator()(const char* key, const SnapshotEvent::List& list) {
        Json one = Json::object();
        Writer writer(one);
        list_fields(writer, list);
        object_[key] = std::move(one);
    }
    void operator()(const char* key, RunStatus value) { object_[key] = run_status_name(value); }
    void operator()(const char* key, LogLevel value) {
        for (const auto& [one, text] : levels)
            if (one == value) object_[key] = text;
    }

  private:
    Json& object_;
};

// One list of fields per alternative, used for writing and for reading.
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, StartedEvent> {
    f("what", e.what), f("pid", e.pid);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, ProgressEvent> {
    f("phase", e.phase), f("text", e.text), f("unit", e.unit), f("done", e.done), f("total", e.total);
    f("eta", e.eta_seconds);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, ScalarEvent> {
    f("series", e.series), f("step", e.step), f("epoch", e.epoch), f("wall", e.wall), f("value", e.value);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, LogEvent> {
    f("level", e.level), f("code", e.code), f("text", e.text);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, WarningEvent> {
    f("code", e.code), f("text", e.text);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, CheckpointEvent> {
    f("stage", e.stage), f("path", e.path), f("step", e.step);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, ReferenceLineEvent> {
    f("series", e.series), f("label", e.label), f("value", e.value);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, ArtifactEvent> {
    f("kind", e.kind), f("path", e.path), f("bytes", e.bytes);
}
template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, EndedEvent> {
    f("status", e.status), f("what", e.what), f("why", e.why), f("fix", e.fix);
}

template <class F>
void fields(F& f, auto& e) requires std::is_same_v<std::remove_cvref_t<decltype(e)>, SnapshotEvent> {
    f("step", e.step), f("epoch", e.epoch), f("entropy", e.entropy), f("lists", e.lists);
}

constexpr std::array<const char*, std::variant_size_v<EventBody>> type_names{
    "started",    "progress",       "scalar",   "log",   "warning",
    "checkpoint", "reference_line", "artifact", "ended", "snapshot"};

template <std::size_t i = 0>
bool read_body(const std::string& type, Reader& reader, EventBody& body) {
    if constexpr (i == std::variant_size_v<EventBody>) {
        return false;
    } else {
        if (type != type_names[i]) return read_body<i + 1>(type, reader, body);
        std::variant_alternative_t<i, EventBody> alternative;
        fields(reader, alternative);
        body = std::move(alternative);
        return reader.good();
    }
}

}  // namespace

std::string run_status_name(RunStatus status) {
    for (const auto& [one, text] : statuses)
        if (one == status) return text;
    return "failed";
}

std::optional<RunStatus> run_status_from(const std::string& name) {
    for (const auto& [one, text] : statuses)
        if (name == text) return one;
    return std::nullopt;
}

bool is_ended(RunStatus status) {
    return status != RunStatus::queued && status != RunStatus::running;
}

std::string event_to_json(const Event& event) {
    Json object{{"v", protocol_version},
                {"run", event.run},
                {"attempt", event.attempt},
                {"seq", event.sequence},
                {"type", type_names[event.body.index()]}};
    Writer writer(object);
    std::visit([&](const auto& body) { fields(writer, body); }, event.body);
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);  // a library's text may be no UTF-8
}

std::optional<Event> event_from_json(const std::string& line) {
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || line[first] != '{') return std::nullopt;
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object()) return std::nullopt;
    Reader reader(object);
    std::int64_t version = 0;
    Event event;
    std::string type;
    reader("v", version);
    reader("run", event.run);
    reader("attempt", event.attempt);
    reader("seq", event.sequence);
    reader("type", type);
    if (version < 1 || !read_body(type, reader, event.body) || !reader.good()) return std::nullopt;
    return event;
}

}  // namespace wb
