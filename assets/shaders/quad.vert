uniform mat4 u_matrix;
attribute vec3 a_position;
attribute vec2 a_at;
varying vec2 v_at;

void main() {
    v_at = a_at;
    gl_Position = u_matrix * vec4(a_position, 1.0);
}
