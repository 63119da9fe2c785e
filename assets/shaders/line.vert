uniform mat4 u_model_view;
uniform mat4 u_projection;
attribute vec3 a_position;

void main() {
    gl_Position = u_projection * u_model_view * vec4(a_position, 1.0);
}
