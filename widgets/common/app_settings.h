// What the program remembers of the desktop; nothing that changes a result. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QVariant>
#include <memory>

/// Keys of this machine (window, last folder) and keys that a person may carry to another one (language) lie in two
/// files.
class AppSettings : public QObject {
    Q_OBJECT
  public:
    enum class Key { geometry, windowState, lastPage, lastWorkspace, language, hub };
    explicit AppSettings(QObject* parent = nullptr);
    /// For tests: both files in `folder`.
    explicit AppSettings(const QString& folder, QObject* parent = nullptr);

    QVariant value(Key key) const;
    void setValue(Key key, const QVariant& value);  ///< signals only on change

  Q_SIGNALS:
    void changed(AppSettings::Key key);

  private:
    QSettings* file(Key key) const;
    std::unique_ptr<QSettings> m_local, m_portable;
};
