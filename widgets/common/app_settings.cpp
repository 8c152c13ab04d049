// What the program remembers of the desktop. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/app_settings.h"

#include <array>

namespace {

struct Entry {
    const char* name;
    bool portable;
    const char* initial;
};
// In the order of AppSettings::Key. Names are identifiers and are not translated.
constexpr std::array<Entry, 6> entries{{{"window/geometry", false, ""},
                                        {"window/state", false, ""},
                                        {"window/page", false, "experiment"},
                                        {"workspace/last", false, ""},
                                        {"general/language", true, "system"},
                                        {"models/hub", true, ""}}};
const Entry& entry(AppSettings::Key key) {
    return entries[static_cast<std::size_t>(key)];
}

}  // namespace

AppSettings::AppSettings(QObject* parent)
    : QObject(parent),
      m_local(std::make_unique<QSettings>(QStringLiteral("RerankWorkbench"), QStringLiteral("local"))),
      m_portable(std::make_unique<QSettings>(QStringLiteral("RerankWorkbench"), QStringLiteral("preferences"))) {}

AppSettings::AppSettings(const QString& folder, QObject* parent)
    : QObject(parent),
      m_local(std::make_unique<QSettings>(folder + QStringLiteral("/local.ini"), QSettings::IniFormat)),
      m_portable(std::make_unique<QSettings>(folder + QStringLiteral("/preferences.ini"), QSettings::IniFormat)) {}

QSettings* AppSettings::file(Key key) const {
    return entry(key).portable ? m_portable.get() : m_local.get();
}

QVariant AppSettings::value(Key key) const {
    return file(key)->value(QString::fromLatin1(entry(key).name), QString::fromLatin1(entry(key).initial));
}

void AppSettings::setValue(Key key, const QVariant& newValue) {
    if (value(key) == newValue) return;
    file(key)->setValue(QString::fromLatin1(entry(key).name), newValue);
    Q_EMIT changed(key);
}
