// An inline bar on top of a page: what happened, why, what to do. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <functional>

#include "foundation/error.h"

class QLabel;
class QToolButton;
class QPushButton;

/// Hidden while there is nothing to say. The same message again is counted, not stacked.
class MessageBar : public QFrame {
    Q_OBJECT
  public:
    enum class Kind { info, warning, error };
    explicit MessageBar(QWidget* parent = nullptr);
    void showMessage(Kind kind, const QString& headline, const QString& text = {});
    void showError(const wb::UserError& error);
    void showError(const QString& what, const QString& why, const QString& fix);
    /// One button in the bar; `action` runs when it is clicked and the bar closes. Call after showMessage.
    void setAction(const QString& label, std::function<void()> action);
    void clear();
    QString text() const;  ///< headline and text, as shown
    int count() const { return m_count; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void applyColours();
    QLabel* m_icon;
    QLabel* m_label;
    QPushButton* m_action;
    QToolButton* m_close;
    std::function<void()> m_onAction;
    Kind m_kind = Kind::info;
    QString m_headline, m_text;
    int m_count = 0;
};
