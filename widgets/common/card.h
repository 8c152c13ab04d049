// A framed part of a page with a heading. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QVBoxLayout;

class Card : public QFrame {
    Q_OBJECT
  public:
    explicit Card(const QString& heading, QWidget* parent = nullptr);
    QVBoxLayout* body() const { return m_body; }
    void setHeading(const QString& heading);

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* m_heading;
    QVBoxLayout* m_body;
};
